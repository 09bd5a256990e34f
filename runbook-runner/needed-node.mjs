// Which Node the program needs. An older one must be able to read this file.
export const NEEDED = 26;
export const isTooOld = () => Number.parseInt(process.versions.node, 10) < NEEDED;
export const TOO_OLD = `This needs Node ${NEEDED} or newer; here is Node ${process.versions.node}.`;
