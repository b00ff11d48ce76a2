/** What is searched for, word by word, in small letters. */
export function wordsOf(search) {
    return search.toLowerCase().split(/\s+/).filter(Boolean);
}

/** How well a name fits the words: 0 where it begins with them, 1 where it holds them all, 2 where only the rest does. */
export function rankOf(name, words) {
    const text = name.toLowerCase();
    if (text.startsWith(words.join(" "))) {
        return 0;
    }
    return words.every((word) => text.includes(word)) ? 1 : 2;
}
