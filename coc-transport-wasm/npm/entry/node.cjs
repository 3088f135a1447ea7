// For `require`. It is the same client and the same classes as for `import`.

module.exports = require('./node.js');
