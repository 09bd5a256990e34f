// Three short words to compare by eye: on the page that asks, and in the terminal that confirms.
const MOODS =
  'amber bold brave brisk calm clear clever cosy crisp eager early fair fond fresh gentle glad golden happy honest jolly keen kind light lively lucky mellow merry mild neat noble plain polite proud quick quiet rapid ready ruby sharp silver smooth snug solid steady sunny swift tidy warm'.split(
    ' ',
  );
const ANIMALS =
  'badger beaver bison crane curlew deer dolphin dove eagle egret falcon ferret finch fox gannet goose hare hawk heron ibis jackdaw kestrel koala lark linnet lynx magpie marten mole moose newt otter owl panda pigeon plover puffin quail raven robin seal shrew snipe stoat swan tern toad wren'.split(
    ' ',
  );

/** `calm-otter-42`: about 200,000 combinations, enough to tell a handful of pending requests apart. */
export function pairingWords(randomInt: (below: number) => number): string {
  const mood = MOODS[randomInt(MOODS.length)];
  const animal = ANIMALS[randomInt(ANIMALS.length)];
  return `${mood}-${animal}-${10 + randomInt(90)}`;
}
