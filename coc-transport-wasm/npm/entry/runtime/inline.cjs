// For `require`, with the same classes as for `import`.

module.exports = require('./inline-node.js');
