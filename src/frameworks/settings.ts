/** The words of an audit's settings, whichever framework and version takes them. */
export const BACKENDS = ['tensorflow', 'torch', 'jax'] as const;
export const MODES = ['graph', 'eager'] as const;
/** The last activation, whose input predictions may be; `linear` leaves them as they are. */
export const ACTIVATIONS = ['sigmoid', 'softmax', 'linear'] as const;
