import { type ArrayFormat, magic } from '../format.js';

/** What torch.save wrote, in a zip archive or not, and the line that makes a file of it that is read. */
export const TORCH = {
  format: 'a PyTorch file (.pt), which is a pickle',
  hint:
    'Pickles can run code and are never read. Convert it where torch is: python -c "import torch; from ' +
    "safetensors.torch import save_file; t = torch.load('y.pt', map_location='cpu', weights_only=True); " +
    "t = t if isinstance(t, dict) else {'y': t}; save_file({k: v.contiguous() for k, v in t.items()}, " +
    "'y.safetensors')\"",
};

/** Before torch 1.6: pickles, of which the first is a number. */
export const torch: ArrayFormat = {
  id: 'torch',
  name: TORCH.format,
  hint: TORCH.hint,
  sniff: magic('\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19'),
};
