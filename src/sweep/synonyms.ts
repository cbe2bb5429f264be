import { listed } from '../base/listed.ts'
import { suggest } from '../base/suggest.ts'

/** What other tools call a key, by what it is called here. */
const keys: Readonly<Record<string, string>> = {
  // Sections.
  data: 'dataset, images, photos, input',
  folds: 'cv, cross_validation, kfold, k_fold, splits',
  objective: 'target_metric, optimize',
  sampler: 'algorithm, search_algorithm, search_alg, tuner, strategy, optimizer_type',
  pruner: 'stopper, early_termination, early_terminate',
  budget: 'limits, limit, stop',
  recipe: 'fixed, settings, train, training, model_config',
  space: 'params, parameters, hyperparameters, hparams, search_space, param_space, param_grid, config_space',
  constraints: 'conditions, restrictions',
  enqueue: 'points_to_evaluate, initial_points, initial_configs, warm_start',
  seed: 'random_state, random_seed, rng',
  // Data and folds.
  path: 'dir, directory, folder, root, data_dir, data_path, image_dir',
  imageSize: 'img_size, size, input_size, input_shape, target_size, resolution, image_shape, img_height',
  holdout: 'test_size, test_split, test_fraction, validation_split, val_split',
  k: 'n_splits, n_folds, num_folds, folds, splits, cv',
  stratified: 'stratify',
  grouped: 'groups, group, group_by',
  // Objective and budget.
  metric: 'score, scoring, monitor, measure',
  goal: 'direction, mode',
  trials: 'n_trials, max_trials, num_trials, num_samples, max_evals, n_iter, iterations, runs, count',
  hours: 'timeout, max_hours, time, duration, max_time',
  // Recipe.
  backbone: 'model, models, base_model, architecture, arch, network, net, backbones, model_name, encoder',
  weights: 'pretrained, checkpoint, weight_file, weights_file',
  learningRate: 'lr, learning_rate, learn_rate, eta, step_size, base_lr, initial_lr, lr0',
  fineTuneFactor: 'backbone_lr, finetune_lr, fine_tune_lr, lr_factor, discriminative_lr',
  batchSize: 'batch, batch_size, bs, minibatch, batches, train_batch_size',
  optimizer: 'optim, opt, optimiser, solver',
  momentum: 'beta, nesterov_momentum',
  dropout: 'dropout_rate, drop_rate, drop, dropout_prob, p_drop',
  hiddenUnits:
    'units, hidden, hidden_size, dense_units, fc_units, num_units, dense, hidden_dim, hidden_layer',
  l1: 'lasso',
  l2: 'weight_decay, wd, decay, l2_reg, regularization, regularisation, alpha',
  labelSmoothing: 'smoothing, label_smooth',
  unfreezeDepth:
    'unfreeze, unfreeze_layers, unfreeze_blocks, trainable, trainable_layers, freeze, fine_tune_layers, fine_tune_at',
  headEpochs: 'epochs, num_epochs, n_epochs, max_epochs, epoch, num_train_epochs, head_epoch',
  fineTuneEpochs: 'epochs, num_epochs, n_epochs, max_epochs, epoch, num_train_epochs, finetune_epoch',
  schedule: 'scheduler, lr_schedule, lr_scheduler, learning_rate_schedule',
  augment: 'augmentation, augmentations, aug, transform, transforms, data_augmentation',
  classWeights: 'class_weight, weighting, balanced, sample_weight',
  earlyStopping: 'patience, early_stop',
  // A searched value.
  min: 'low, lower, minimum, from, start',
  max: 'high, upper, maximum, to, end',
  values: 'choices, choice, options, categories, list',
  scale: 'log, distribution, sampling, prior',
  step: 'q, increment, stride',
}

/** The same of values. */
const values: Readonly<Record<string, string>> = {
  accuracy:
    'acc, val_accuracy, val_acc, top1, top_1, categorical_accuracy, sparse_categorical_accuracy, error, error_rate',
  balancedAccuracy: 'balanced_acc, bacc, mean_class_accuracy, macro_recall, recall, uar',
  macroF1: 'f1, f1_score, f1_macro, val_f1, f_score, f_measure',
  logLoss:
    'loss, val_loss, cross_entropy, crossentropy, categorical_crossentropy, nll, log_loss, neg_log_loss, xent',
  maximize: 'max, up, higher, high, more, maximise, ascending',
  minimize: 'min, down, lower, low, less, minimise, descending',
  MobileNetV2: 'mobilenet, mobilenetv1',
  MobileNetV3Large: 'mobilenetv3',
  ResNet50: 'resnet, resnet18, resnet34, resnet101, resnet152, resnet50v2',
  VGG16: 'vgg, vgg19',
  InceptionV3: 'inception, googlenet',
  EfficientNetB0: 'efficientnet, efficientnetv2, efficientnetb1',
  DenseNet121: 'densenet, densenet169, densenet201',
  ConvNeXtTiny: 'convnext',
  adam: 'adamw, nadam, radam',
  sgd: 'momentum, nesterov',
  rmsprop: 'rms',
  log: 'loguniform, log_uniform, log_uniform_values, logarithmic, reverse_log_uniform, true',
  linear: 'uniform, lin, false',
  int: 'integer, int_uniform, q_uniform',
  float: 'real, double, continuous',
  random: 'random_search, randomsearch',
  grid: 'grid_search, gridsearch',
  tpe: 'bayesian, bayes, hyperopt, optuna, bohb',
  gp: 'gaussian_process, bayesian_optimization, skopt, botorch',
  asha: 'successive_halving, sha, asynchyperband',
  median: 'median_stopping, median_stop',
  none: 'no, off, nop',
  light: 'weak, basic, simple',
  strong: 'heavy, randaugment, autoaugment, trivialaugment',
  balanced: 'balance, inverse',
  imagenet: 'pretrained, default, imagenet1k',
}

/** Well-known metrics that there are not, and what comes nearest. */
const absent: Readonly<Record<string, { readonly names: string; readonly nearest: readonly string[] }>> = {
  'area under the curve': {
    names: 'auc, roc_auc, auroc, roc, pr_auc, average_precision, map, auprc',
    nearest: ['logLoss', 'balancedAccuracy'],
  },
  precision: { names: 'precision, macro_precision, ppv', nearest: ['macroF1'] },
  kappa: { names: 'kappa, cohen_kappa, cohens_kappa, mcc, matthews_corrcoef', nearest: ['balancedAccuracy'] },
  'top-5 accuracy': { names: 'top5, top_5, top_k, topk, top5_accuracy', nearest: ['accuracy'] },
}

/** The keys among these that a key of another tool, or a misspelt one, probably means. */
export function keysMeant(key: string, known: readonly string[]): readonly string[] {
  const meant = namesFor(keys, key).filter(name => known.includes(name))
  if (meant.length > 0) return meant
  const near = suggest(key, known)
  return near === undefined ? [] : [near]
}

/** What a key of another tool is called here, wherever it belongs. */
export const keysFor = (key: string): readonly string[] => namesFor(keys, key)

/** "did you mean macroF1?", or that there is no such thing and what comes nearest; "" where nothing does. */
export function valueHint(value: string, alternatives: readonly string[]): string {
  for (const [what, { names, nearest }] of Object.entries(absent)) {
    const here = nearest.filter(name => alternatives.includes(name))
    if (here.length > 0 && includes(names, value))
      return `there is no ${what} here; nearest to it ${here.length === 1 ? 'is' : 'are'} ${listed(here, 'and')}`
  }
  const [meant = suggest(value, alternatives)] = namesFor(values, value).filter(name =>
    alternatives.includes(name),
  )
  return meant === undefined ? '' : `did you mean ${meant}?`
}

const namesFor = (table: Readonly<Record<string, string>>, word: string): string[] =>
  Object.entries(table).flatMap(([name, others]) =>
    plain(name) === plain(word) || includes(others, word) ? [name] : [],
  )

const includes = (names: string, word: string) => names.split(', ').some(name => plain(name) === plain(word))

const plain = (word: string) => word.toLowerCase().replace(/[\s_-]/g, '')
