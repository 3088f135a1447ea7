module.exports = require('./js/helpers.js');
