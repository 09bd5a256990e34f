// undici's client alone: importing the whole package costs three times as much at start.
declare module 'undici/lib/dispatcher/client.js' {
  import { Client } from 'undici';

  export default Client;
}
