import { assertEquals } from "@std/assert";
import { flagWords } from "./flag_words.ts";

const CASES: Record<string, string[]> = {
  "": [],
  " \t\n": [],
  "-F a,b  --no-default-features": ["-F", "a,b", "--no-default-features"],
  "--features 'a b'": ["--features", "a b"],
  '--features="a b" -F c': ["--features=a b", "-F", "c"],
  "\"\" -F ''": ["", "-F", ""],
  'a\\ b \'c\\d\' "e\\"f\\g"': ["a b", "c\\d", 'e"f\\g'],
  "-F 'a b": ["-F", "a b"],
  'it"\'s"': ["it's"],
  "a\\": ["a\\"],
};

for (const [text, words] of Object.entries(CASES)) {
  Deno.test(`flag words: ${JSON.stringify(text)}`, () => {
    assertEquals(flagWords(text), words);
  });
}
