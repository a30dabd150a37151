/** The version of this package, which exported files name as their producer's. A test holds it against package.json. */
export const exporterVersion = '0.0.0';
