//! coc-transport-native
