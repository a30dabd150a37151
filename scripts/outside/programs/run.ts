/** Runs the network on the backend that the command line names, and prints its story. */
import { findBackend } from '@bernoulli/api';
import { simpleNet } from './simple-net.ts';

const name = process.argv[2];
console.log(JSON.stringify(await simpleNet(await findBackend(name))));
