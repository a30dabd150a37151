/** Runs another program in the foreground and tells how it ended. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * Starts `command` on this process's own terminal and waits for it.
 * Signals reach the child, which decides what to do with them; we only wait. A child killed by signal n counts as 128 + n, as in a shell.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>} the exit code
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    // A terminal sends SIGINT to the whole group by itself; SIGTERM comes to us alone.
    const wait = () => {};
    const forward = () => child.kill('SIGTERM');
    process.on('SIGINT', wait);
    process.on('SIGTERM', forward);
    const settle = () => {
      process.off('SIGINT', wait);
      process.off('SIGTERM', forward);
    };
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      settle();
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/**
 * Runs a Node program: `node <args>`.
 *
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export function node(args, options) {
  return run(process.execPath, args, options);
}
