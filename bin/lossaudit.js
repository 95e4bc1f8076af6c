#!/usr/bin/env node
import module from 'node:module';
import { isAbsolute, join } from 'node:path';

const { XDG_CACHE_HOME, LOCALAPPDATA, HOME = '' } = process.env;
const cache = [XDG_CACHE_HOME, LOCALAPPDATA, join(HOME, '.cache')].find((dir) => dir && isAbsolute(dir));
// Node 22.8 and later keep what V8 compiled, if NODE_DISABLE_COMPILE_CACHE is not set: in a folder of the
// user's own, for one that all users share could hold the code of another.
if (cache) module.enableCompileCache?.(join(cache, 'lossaudit', 'compile'));
const { main } = await import('../dist/lossaudit.js');

await main(process.argv.slice(2));
