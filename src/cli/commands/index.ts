/** The registry of commands: one line each. */
import type { Command } from '../command.js';
import { compute } from './compute.js';

export const COMMANDS: readonly Command[] = [compute];
