#!/usr/bin/env node
import { main } from '../dist/lossaudit.js';

await main(process.argv.slice(2));
