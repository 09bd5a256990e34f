// Owns the version of the test data. It counts up when a seed gives other data than before.
export const TEST_DATA_VERSION = 2;
