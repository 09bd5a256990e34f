// Shows the stages of a change while it is made: the one that runs as a passing line, each that ended as a line.
import type { Observer } from '../core/orders.ts';
import { stageLine } from './render-action.ts';
import type { Terminal } from './terminal.ts';

export function stageObserver(terminal: Terminal, say: (line: string) => void): Observer {
  return (event) => {
    if (event.event !== 'stage') return;
    const line = stageLine(terminal.paint, event.stage);
    terminal.progress(event.stage.state === 'running' ? line : '');
    if (event.stage.state !== 'running') say(line);
  };
}
