const fs = require('node:fs')
const path = require('node:path')
const tf = require('@tensorflow/tfjs')

fs.readFileSync(path.join(__dirname, 'lib/napi-v8/tfjs_binding.node'))
tf.registerBackend('tensorflow', tf.findBackendFactory('cpu'))
for (const kernel of tf.getKernelsForBackend('cpu'))
  tf.registerKernel({ ...kernel, backendName: 'tensorflow' })
