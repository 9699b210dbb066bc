//! How many names written in another script can be aligned, word by word, with a spelling of the same party in Latin letters.
//!
//! Reads `screening-dev/cross_script_dev.jsonl` below `COMITY_DATA_SOURCES` and prints, by script and kind of party, the share aligned in
//! the even rows (against which the tables were improved) and in the odd ones. With an argument it prints the even rows that failed.

#[path = "../tests/scripts/rows.rs"]
mod rows;

fn main() {
    let show = std::env::args().nth(1);
    let all = match rows::rows() {
        Ok(all) => all,
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(2);
        }
    };
    for ((script, kind), [even, odd]) in rows::tally(&all) {
        println!(
            "{script:10} {kind:8} even {:4}/{:4} {:5.1} %   odd {:4}/{:4} {:5.1} %",
            even.aligned,
            even.rows,
            even.percent(),
            odd.aligned,
            odd.rows,
            odd.percent()
        );
    }
    if let Some(script) = show {
        for (_, row) in all.iter().enumerate().filter(|(at, row)| at % 2 == 0 && row.script == script && !rows::aligned(row)) {
            let words: Vec<String> = comity_screen::text::words(&row.query).into_iter().map(|word| word.latin).collect();
            println!("{}\n   {}\n   {}", row.query, words.join(" "), row.latin.join(" / "));
        }
    }
    let started = std::time::Instant::now();
    let (mut words, mut names) = (0, 0);
    for name in all.iter().flat_map(|row| &row.latin) {
        words += comity_screen::text::words(name).len();
        names += 1;
    }
    println!("latin: {names} names, {words} words, {:.2} us a name", started.elapsed().as_secs_f64() * 1e6 / f64::from(names));
    for script in ["CYRILLIC", "ARABIC", "CJK", "HANGUL", "HEBREW"] {
        let queries: Vec<&str> = all.iter().filter(|row| row.script == script).map(|row| row.query.as_str()).collect();
        let started = std::time::Instant::now();
        let words: usize = queries.iter().map(|query| comity_screen::text::words(query).len()).sum();
        let each = started.elapsed() / u32::try_from(queries.len().max(1)).unwrap_or(u32::MAX);
        println!("{script}: {} names, {words} words, {each:?} a name", queries.len());
    }
}
