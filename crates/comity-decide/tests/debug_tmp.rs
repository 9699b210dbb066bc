#![allow(clippy::panic, clippy::unwrap_used)]
mod common;
mod random;
use comity_decide::*;
#[test]
fn dbg() {
    let law = common::real();
    let engine = Engine::new(law);
    for seed in [5859315369021939476u64].into_iter().chain(0..400) {
        let doc = random::real_pair(law, seed).few;
        let t = Transaction::read(law, &doc).unwrap();
        let p = engine.decide(&t, Options::default());
        let s = engine.decide(&t, Options { strict: true, explain: false });
        for f in &p.findings {
            let b = common::finding(&s, f.jurisdiction);
            let differs = b.is_none_or(|b| (b.outcome, b.possible) != (f.outcome, f.possible));
            if differs && f.assuming.is_empty() {
                println!("seed {seed} {} {:?} {:?} strict {:?}", f.jurisdiction, f.outcome, f.possible, b.map(|b| (b.outcome, b.possible)));
                println!("  P {}", common::told(f));
                if let Some(b) = b { println!("  S {}", common::told(b)); }
            }
        }
    }
}
