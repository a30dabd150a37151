/**
 * The beginning of a backend: a package with one kernel, held to the conformance suite.
 * @module
 */
export { createProject } from './create-project.ts';
export { runners, skeleton, type Runner, type SkeletonOptions } from './skeleton.ts';
