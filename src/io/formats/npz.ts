import { LossauditError } from '../../errors.js';
import { byteSource } from '../bytes.js';
import { type ArrayFormat, type FileRequest, magic } from '../format.js';
import { npyRows, readNpy } from '../npy.js';
import { damagedZip, readDirectory } from '../zip/directory.js';
import { openEntry } from '../zip/entry.js';
import { TORCH } from './torch.js';

const NPY = '.npy';
const KERAS = {
  format: 'a Keras model (.keras)',
  hint: 'A model holds no predictions: save them with np.save("y_pred.npy", model.predict(x)).',
};
const OTHER = {
  format: 'a zip archive without NPY files',
  hint: 'Unpack it, or write the arrays with np.savez("batch.npz", y_true=y_true, y_pred=y_pred).',
};

/** numpy's archive of arrays: a zip of NPY files, stored (np.savez) or deflated (np.savez_compressed). */
export const npz: ArrayFormat = {
  id: 'npz',
  name: 'a zip archive (.npz, .pt, .keras)',
  hint: 'Name an array in it in an audit file: "y_pred": "batch.npz#y_pred".',
  // The second is an archive without entries.
  sniff: magic('PK\x03\x04', 'PK\x05\x06'),
  async open(request) {
    const { handle, where } = request;
    const bytes = await byteSource(handle, where);
    const entries = await readDirectory(bytes, where);
    const arrays = new Map(
      entries
        .filter((entry) => entry.name.endsWith(NPY))
        .map((entry) => [entry.name.slice(0, -NPY.length), entry]),
    );
    if (arrays.size === 0 && entries.length > 0)
      refuse(
        entries.map((entry) => entry.name),
        request,
      );
    if (new Set(entries.map((entry) => entry.name)).size < entries.length)
      throw damagedZip('two of its entries have the same name', where);
    return {
      keys: [...arrays.keys()],
      raw: true,
      async read(key, dtype) {
        const source = await openEntry(bytes, arrays.get(key)!, where);
        try {
          return await readNpy(source, `${where}#${key}`, { dtype });
        } finally {
          source.close();
        }
      },
      async rows(key, dtype) {
        const entry = arrays.get(key)!;
        const source = await openEntry(bytes, entry, where);
        try {
          const rows = await npyRows(source, `${where}#${key}`, { dtype });
          if (rows && source.seeks) return { ...rows, end: () => source.close() };
          // What is packed is unpacked from its start: columns far apart would be each time.
          if (rows?.seeks) return { ...rows, seeks: false, end: () => source.close() };
        } catch (error) {
          source.close();
          throw error;
        }
        source.close();
        return undefined;
      },
    };
  },
};

function refuse(names: readonly string[], { file, slot }: FileRequest): never {
  const isTorch = names.some((name) => /(?:^|\/)data\.pkl$/.test(name));
  const isKeras = names.some((name) => name.endsWith('.weights.h5'));
  const kind = isTorch ? TORCH : isKeras ? KERAS : OTHER;
  throw new LossauditError('format-unsupported', { file, ...kind }, { where: slot });
}
