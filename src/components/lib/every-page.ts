// What every page loads.
import './commands.ts';
import './find-button.ts';
import './linked-place.ts';
import './notices-element.ts';
import './search-element.ts';
import './status-element.ts';
import './term-element.ts';
import './theme-element.ts';
