// The logger that Prism is handed: it says nothing, since the request log of the sandbox tells what was asked.
const nothing = (): void => undefined;

export const silentLogger = {
  ...{ trace: nothing, debug: nothing, info: nothing, success: nothing, warn: nothing, error: nothing },
  fatal: nothing,
  child: () => silentLogger,
};
