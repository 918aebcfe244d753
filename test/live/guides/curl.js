// Stands in for curl where a machine has none: as much of it as the guides use.
const headers = {};
let method;
let body;
let url = '';
const words = process.argv.slice(2);
while (words.length > 0) {
  const word = words.shift();
  if (word === '-s') continue;
  else if (word === '-X') method = words.shift();
  else if (word === '-d') body = words.shift();
  else if (word === '-H') {
    const [name, ...value] = words.shift().split(':');
    headers[name] = value.join(':').trim();
  } else if (word.startsWith('-')) throw new Error(`curl ${word} is not known here`);
  else url = word;
}
const answer = await fetch(url, { method: method ?? (body ? 'POST' : 'GET'), headers, body });
process.stdout.write(await answer.text());
