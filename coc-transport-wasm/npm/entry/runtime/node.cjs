// For `require`, with the same classes as for `import`.

module.exports = require('./node.js');
