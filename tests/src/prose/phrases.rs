//! The phrases, and the search for them.

/// Phrases to replace; `*` is any one word.
#[rustfmt::skip]
const PHRASES: &[&str] = &[
    "said", "says", "unsaid",
    "stands", "stand in", "stands in", "stands here", "stands twice",
    "can not",
    "is none", "are none", "none is",
    "asks for", "ask for",
    "lets pass", "lets * pass", "lets through", "lets * through", "let through", "comes in", "keeps out",
    "nobody", "in vain", "without effect",
    "that there is", "what there is",
    "whoever", "who", "of ours", "ours",
    "it is chance",
    "the form of", "of the kind",
    "so many", "as many as",
];

/// Lines, counted from 0, and phrases.
pub(super) fn find(text: &str) -> Vec<(usize, &'static str)> {
    let sentences = sentences(&without_code(text));
    let mut found = Vec::new();
    for words in &sentences {
        for phrase in PHRASES {
            let wanted: Vec<&str> = phrase.split(' ').collect();
            let at = words.windows(wanted.len()).filter(|words| fits(words, &wanted));
            found.extend(at.map(|words| (words[0].0, *phrase)));
        }
    }
    found.sort_unstable();
    found.dedup_by_key(|(line, _)| *line);
    found
}

fn fits(words: &[(usize, String)], wanted: &[&str]) -> bool {
    words.iter().zip(wanted).all(|((_, word), wanted)| *wanted == "*" || word == wanted)
}

/// The text with blanks for fenced blocks, code spans and quotations. Lines stay where they are.
fn without_code(text: &str) -> String {
    let mut fenced = false;
    let mut prose = String::new();
    for line in text.split_inclusive('\n') {
        let fence = line.trim_start().starts_with("```");
        prose.push_str(if fence || fenced { "\n" } else { line });
        fenced ^= fence;
    }
    blank_between(&blank_between(&prose, '`'), '"')
}

/// Puts marks in place of what is between two of `quote` in a paragraph. A mark is no word, and ends no sentence.
fn blank_between(text: &str, quote: char) -> String {
    let mut kept = String::new();
    for paragraph in text.split_inclusive("\n\n") {
        let pairs = paragraph.matches(quote).count() / 2;
        for (at, part) in paragraph.split(quote).enumerate() {
            match at % 2 == 1 && at / 2 < pairs {
                true => kept.extend(part.chars().map(|c| if c == '\n' { '\n' } else { '_' })),
                false => kept.push_str(part),
            }
        }
    }
    kept
}

/// The words of each sentence, in lower case, with their lines.
fn sentences(text: &str) -> Vec<Vec<(usize, String)>> {
    let mut sentences = vec![Vec::new()];
    let mut word = String::new();
    let mut line = 0;
    for letter in text.chars().chain(['\n']) {
        if letter.is_alphanumeric() || "_'’-".contains(letter) {
            word.extend(letter.to_lowercase());
            continue;
        }
        let words = sentences.last_mut().expect("there is one");
        if !word.is_empty() {
            words.push((line, std::mem::take(&mut word)));
        }
        if ".,:;()|{}[]!?".contains(letter) {
            sentences.push(Vec::new());
        }
        line += usize::from(letter == '\n');
    }
    sentences
}

#[test]
fn phrases_are_found_outside_code() {
    assert_eq!(find("a key that\nnobody reads"), [(1, "nobody")]);
    assert_eq!(find("what it says"), [(0, "says")]);
    assert_eq!(find("it lets them pass"), [(0, "lets * pass")]);
    assert_eq!(find("no `who` and no \"it stands\"\n\n```text\nsays\n```\nnor whose"), []);
    assert_eq!(find("there is. None is"), [(0, "none is")]);
    assert_eq!(find("there is none. Is it"), [(0, "is none")]);
    assert_eq!(find("The kind, of the kindest"), []);
}
