// Plain JavaScript without imports, so that an old Node gets as far as the message.
const [major = 0, minor = 0] = process.version.slice(1).split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `PaidOnce needs Node.js 20.19 or newer; this is ${process.version}. Nothing was started.\n` +
      'What helps:\n  - install a newer one: https://nodejs.org, or nvm install 24\n',
  );
  process.exitCode = 1;
} else {
  const { register } = await import('tsx/esm/api');
  register();
  await import('./main.ts');
}
