/** What files are told apart by. */
import { createHash } from 'node:crypto';

/** Node hashes less than 2 GB at a time. */
const PIECE = 2 ** 30;

/** SHA-256 in hexadecimal digits. */
export function sha256(bytes: Uint8Array): string {
  const hash = createHash('sha256');
  for (let at = 0; at < bytes.length; at += PIECE) hash.update(bytes.subarray(at, at + PIECE));
  return hash.digest('hex');
}
