module.exports = require('./slim.js');
