// Makes any import of tfjs fail.
import { register } from 'node:module';

register(
  `data:text/javascript,${encodeURIComponent(`export async function resolve(specifier, context, next) {
    if (specifier.startsWith('@tensorflow')) throw new Error('tfjs was imported');
    return next(specifier, context);
  }`)}`,
);
