/**
 * Names of losses that Keras has and lossaudit does not compute, with the versions that have them: read in
 * losses.py (2.2.4 – 2.15.0) and losses/__init__.py (3.0.0 – 3.15.1) of the wheels. Where nobody looked into
 * a version, its neighbours decide.
 */
export const OTHER_LOSSES: Readonly<Record<string, string>> = {
  ...named('2.0-', 'mean_squared_logarithmic_error', 'msle', 'MSLE'),
  ...named('2.0-', 'mean_absolute_percentage_error', 'mape', 'MAPE'),
  ...named('2.0-', 'poisson', 'squared_hinge', 'categorical_hinge'),
  ...named('2.0-2.15', 'logcosh'),
  ...named('2.3-', 'MeanSquaredLogarithmicError', 'MeanAbsolutePercentageError'),
  ...named('2.3-', 'Poisson', 'SquaredHinge', 'CategoricalHinge', 'LogCosh'),
  ...named('2.4-', 'log_cosh'),
  ...named('2.8-', 'binary_focal_crossentropy', 'BinaryFocalCrossentropy'),
  ...named('2.13-', 'categorical_focal_crossentropy', 'CategoricalFocalCrossentropy'),
  ...named('3.0.2-', 'ctc', 'CTC'),
  ...named('3.2-', 'dice', 'Dice'),
  ...named('3.3-', 'tversky', 'Tversky'),
  ...named('3.7-', 'circle', 'Circle'),
  ...named('3.10-', 'categorical_generalized_cross_entropy', 'CategoricalGeneralizedCrossEntropy'),
};

function named(versions: string, ...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, versions]));
}
