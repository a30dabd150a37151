/** Where the reader of configurations was; those who read by hand still ask here. */
export { checkKeys } from '../ir/config/read-config.ts';
