/** Finds things by name among classes that were written down, and nowhere else. */
import { classHint } from './class-hint.ts';
import { asGiven, fail, listed, type Field } from '../ir/index.ts';
import { customObject, handIn } from './custom-objects.ts';
import { namesOf, resolveName, unknownName } from './names.ts';

/** A thing as plain data: what `getConfig` gives, under the name of its class. */
export interface Saved {
  readonly className: string;
  readonly config?: Readonly<Record<string, unknown>>;
}

/** Classes by name, each built from one config object. */
type Classes<T> = Readonly<Record<string, new (config: never) => T>>;

/** One kind of thing: what there is of it, and what tells it from anything else. */
interface Kind<T extends object> {
  /** As in `loss`. */
  readonly kind: string;
  /** The module whose lines are the things that exist. */
  readonly classes: Classes<T>;
  /** Other names, in small letters without underscores: see `Aliases`. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** What every thing of the kind can do. */
  readonly methods: readonly (keyof T & string)[];
  /** Makes a thing of a plain function, where one may stand for it; under the name that a file has for it. */
  readonly fromFunction?: (own: never, name?: string) => T;
}

/** The way from names, plain data, and what else may be given, to things of one kind. */
export interface Registry<T extends object, Given> {
  /**
   * The thing itself, or the one that a name or a `{ className, config }` stands for.
   *
   * @throws BernoulliError `NAME` for an unknown name, `CONFIG` for anything else.
   */
  get(value: Given | T | Saved): T;
  /**
   * Builds what `{ className, config }` describes. Only class names that exist are understood, spelt as they are there: a
   * file can name no code.
   *
   * @throws BernoulliError `NAME` for any other name, `CONFIG` for a config that the class refuses.
   */
  fromConfig(saved: unknown): T;
  /** Builds the thing that a name stands for, from a config. */
  make(name: string, config: object): T;
}

/** A registry of the classes that a module exports. */
export function registry<T extends object, Given = never>({
  kind,
  classes,
  aliases,
  methods,
  fromFunction,
}: Kind<T>): Registry<T, Given> {
  /** What the kind is called where many are meant. */
  const kinds = kind === 'loss' ? 'losses' : `${kind}s`;

  function build(className: string, config: object): T {
    return new classes[className]!(config as never);
  }

  function fromConfig(saved: unknown): T {
    const who = `${kind}FromConfig`;
    if (!isSaved(saved)) fail('CONFIG', { who, what: 'must be given { className, config }', received: saved });
    const { className, config = {} } = saved;
    const own = typeof className === 'string' ? customObject(kinds, className) : undefined;
    if (own !== undefined) return isClass(own) ? new own(config as never) : fromOwn(own, className as string);
    if (typeof className !== 'string' || !Object.hasOwn(classes, className))
      unknownName(who, `there is no such ${kind}`, className, Object.keys(classes), {
        hint: typeof className === 'string' ? handIn(kinds, className) : undefined,
      });
    return build(className, config);
  }

  /** A class of the kind, rather than a function that stands for a thing itself. */
  function isClass(own: unknown): own is new (config: never) => T {
    const { prototype } = own as { readonly prototype?: object };
    return prototype !== undefined && methods.some((method) => method in prototype);
  }

  /** Under the name of the file: that of the function may be a minifier's. */
  function fromOwn(own: unknown, name: string): T {
    return typeof own === 'function' && fromFunction !== undefined ? fromFunction(own as never, name) : get(own);
  }

  function make(name: string, config: object): T {
    return build(resolveName(kind, classes, name, aliases), config);
  }

  function get(value: unknown): T {
    if (typeof value === 'string') return make(value, {});
    if (typeof value === 'function' && fromFunction !== undefined) return fromFunction(value as never);
    const thing = value as Partial<T> | null | undefined;
    if (typeof thing === 'object' && thing !== null && methods.every((m) => typeof thing[m] === 'function'))
      return thing as T;
    if (isSaved(value)) return fromConfig(value);
    return fail('CONFIG', {
      who: kind,
      what: `must be a name (${listed(namesOf(classes, aliases))}), { className, config }, or an object with ${methods.join('(), ')}()`,
      received: asGiven(value),
      hint: classHint(value, kind),
    });
  }

  return { get, fromConfig, make };
}

/** A setting that is such a thing: it is stored as `{ className, config }`. */
export function thingField<Given, T extends { readonly className: string; getConfig(): object } | null>(
  what: string,
  get: (given: Given) => T,
  fallback: NoInfer<Given>,
): Field<Given, T> {
  return {
    must: `be ${what}`,
    fallback,
    read: get,
    save: (thing) => (thing === null ? null : { className: thing.className, config: thing.getConfig() }),
  };
}

function isSaved(value: unknown): value is Saved {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'className');
}
