// The sandbox's file of the bundle. It only loads the rest, since others of the bundle may share that, and must not start it.
const { main } = await import('./main.ts');
await main();
