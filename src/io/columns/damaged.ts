/** What libraries throw for a damaged file, as one error. */
import { LossauditError } from '../../errors.js';
import { isSystemError } from '../open.js';

/** @throws LossauditError `file-damaged` for every error that is not one of its own or of the system */
export async function damagedColumns<T>(kind: string, where: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof LossauditError || !(error instanceof Error) || isSystemError(error)) throw error;
    const hint = 'It was cut off or changed while it was written or copied, or has what is not read here.';
    const problem = error.message;
    throw new LossauditError('file-damaged', { kind, problem, hint }, { where, cause: error });
  }
}
