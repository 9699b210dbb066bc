//! Sample pages of people, and of what goes wrong.

use comity_portal::{Choice, Field, Notice, NoticeKind, Problem, Section, Select, pages::*};

use crate::Book;

pub fn pages(book: &Book) {
    let mut shell = book.shell(Section::None, false);
    shell.csrf = Some("sample");
    let email = Field::new("email", "ada@example.org");
    let problems = [Problem { field: Some("email".into()), text: "Address or password is wrong.".into() }];
    let providers = [Provider { name: "Sample Identity".into(), path: "/sign-in/sample".into() }];
    book.page("sign-in", &SignInPage { shell: &shell, email: &email, problems: &problems, next: "/", providers: &providers });
    for (name, page) in [
        ("error-404", ErrorPage::not_found(&shell)),
        ("error-403", ErrorPage::forbidden(&shell)),
        ("error-500", ErrorPage::fault(&shell, Some("0198f2"))),
        ("error-503", ErrorPage::unavailable(&shell, None)),
    ] {
        book.page(name, &page);
    }
    let notice = Notice { kind: NoticeKind::Done, text: "The password was changed.".into() };
    let mut shell = book.shell(Section::Account, true);
    shell.notice = Some(&notice);
    let session = SessionRow { began: "2026-08-03 08:00 UTC".into(), seen: "2026-08-03 10:14 UTC".into() };
    let organisations = [Choice::new("1", "Sample Instruments", "1"), Choice::new("2", "Sample Optics", "1")];
    book.page(
        "account",
        &AccountPage { shell: &shell, email: "ada@example.org", problems: &[], organisations: &organisations, session: &session, has_password: true },
    );
    shell.notice = None;
    book.page("first-password", &FirstPasswordPage { shell: &shell, email: "ada@example.org", problems: &[] });
    let roles = Select::new("role", vec![Choice::new("analyst", "Analyst", "analyst"), Choice::new("administrator", "Administrator", "analyst")]);
    let member =
        |name: &str, role: &str, this| Member { id: name.into(), name: name.into(), email: "ada@example.org".into(), role: role.into(), disabled: false, this };
    let (name, new) = (Field::new("name", ""), Field::new("email", ""));
    book.page(
        "members",
        &MembersPage {
            shell: &shell,
            problems: &[],
            members: &[member("Ada Sample", "administrator", true), member("Grace Sample", "analyst", false)],
            roles: &roles,
            name: &name,
            email: &new,
            secret: None,
        },
    );
    let scopes = ["decide", "screen", "read", "write", "admin"].map(|scope| Choice::new(scope, scope, "decide"));
    let token = |revoked| TokenRow {
        id: "1".into(),
        name: "ERP".into(),
        scopes: "decide, screen".into(),
        made: "2026-08-01".into(),
        expires: "2027-08-01".into(),
        used: String::new(),
        revoked,
    };
    let expires = Field::new("expires", "2027-08-03");
    book.page(
        "tokens",
        &TokensPage {
            shell: &shell,
            problems: &[],
            tokens: &[token(false), token(true)],
            name: &name,
            scopes: &scopes,
            expires: &expires,
            secret: Some("cmt_sample_not_a_token"),
        },
    );
    let told = "kept determinations that would come out otherwise today";
    let webhook = WebhookRow { id: "1".into(), url: "https://erp.example.org/comity".into(), events: told.into(), made: "2026-08-01 09:00 UTC".into() };
    let delivery = |state: &str, attempts, problem: &str, again: &str| DeliveryRow {
        made: "2026-08-03 10:14 UTC".into(),
        url: webhook.url.clone(),
        event: told.into(),
        state: state.into(),
        attempts,
        problem: problem.into(),
        again: again.into(),
    };
    book.page(
        "webhooks",
        &WebhooksPage {
            shell: &shell,
            problems: &[],
            webhooks: std::slice::from_ref(&webhook),
            deliveries: &[
                delivery("waiting", 3, "the answer was 503", "2026-08-03 10:20 UTC"),
                delivery("delivered", 1, "", ""),
                delivery("given-up", 13, "the answer was 500", ""),
            ],
            next: None,
            first: None,
            url: &Field::new("url", ""),
            events: &[Choice::new("determination.changed", told, "determination.changed")],
            secret: Some("whsec_sample_not_a_secret"),
        },
    );
    let rows: Vec<AuditRow> = (1..=6)
        .rev()
        .map(|n: u8| AuditRow {
            number: n.to_string(),
            at: "2026-08-03 10:14".into(),
            actor: "Ada Sample".into(),
            action: "determination-viewed".into(),
            object: "determination/sample-2026-0117".into(),
        })
        .collect();
    book.page(
        "audit",
        &AuditPage { shell: &shell, rows: &rows, export: "/account/audit.jsonl", sound: Some(true), next: Some("/account/audit?before=1"), first: None },
    );
}
