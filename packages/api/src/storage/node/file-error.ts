/** Turns what the operating system says into our kind of error. */
import { asGiven, BernoulliError, fail } from '../../ir/index.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or directory',
  EACCES: 'permission is denied',
  EPERM: 'the operation is not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EISDIR: 'it is a directory',
  ENOTDIR: 'part of the path is not a directory',
  EEXIST: 'a file of that name is there already',
  EMFILE: 'too many files are open',
  ELOOP: 'it is a symbolic link, or the path holds a loop of them',
};

/** Rethrows a failure of `node:fs` as a `FILE` error that names the path; our own errors pass through. */
export function failFile(cause: unknown, who: string, doing: string, path: string): never {
  if (BernoulliError.is(cause)) throw cause;
  const { code, message } = cause as NodeJS.ErrnoException;
  const reason = (code !== undefined && reasons[code]) || message;
  throw new BernoulliError('FILE', { who, at: path, what: `cannot ${doing}: ${reason}`, received: code }, { cause });
}

/** @throws BernoulliError `CONFIG` unless a path is a text that is not empty. */
export function checkPath(who: string, path: unknown): void {
  if (typeof path !== 'string' || path === '')
    fail('CONFIG', { who, what: 'needs a path, a text that is not empty', received: asGiven(path) });
}

/** True when `cause` says that the path does not exist. */
export function isMissing(cause: unknown): boolean {
  return (cause as NodeJS.ErrnoException).code === 'ENOENT';
}
