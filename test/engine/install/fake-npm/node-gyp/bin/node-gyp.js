// Like `node-gyp rebuild`: wants the headers and libraries where tfjs-node's binding.gyp looks for them.
const fs = require('node:fs')
const path = require('node:path')

if (process.env.FAKE_BUILD_FAILS) {
  console.error(process.env.FAKE_BUILD_FAILS)
  process.exit(1)
}
for (const name of [
  'include/tensorflow/c/eager/c_api.h',
  'lib/libtensorflow.so',
  'lib/libtensorflow_framework.so',
])
  fs.readFileSync(path.join('deps', name))
const option = name => process.argv.find(text => text.startsWith(`--${name}=`)).slice(name.length + 3)
fs.mkdirSync(option('module_path'), { recursive: true })
fs.writeFileSync(path.join(option('module_path'), `${option('module_name')}.node`), 'native')
