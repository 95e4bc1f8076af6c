/** Labels that a framework ignores by default: under a loss of another one they are a habit brought along. */
export const IGNORED_BY_DEFAULT: ReadonlyMap<number, string> = new Map([
  // ignore_index of torch.nn.CrossEntropyLoss
  [-100, 'PyTorch'],
]);
