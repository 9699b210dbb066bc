//! From the law folder's text to [`Criteria`].
//!
//! The vocabulary first, then every edition as it is written, then what wordings mean.

mod editions;
mod looking;
mod vocabulary;
mod wordings;

use std::collections::HashMap;

use kdl::KdlDocument;

use super::{Criteria, Criterion, NodeIndex, ReadCriteria, resolve};
use crate::{
    SourceFile,
    parse::{
        documents,
        kdl::{At, Problems, Text},
    },
};

impl Criteria {
    /// Reads and resolves the criteria of a law folder; other files are passed over.
    pub fn parse(files: &[SourceFile]) -> ReadCriteria {
        let mut files: Vec<SourceFile> = files.iter().filter(|file| Self::holds(&file.path)).cloned().collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let (documents, problems) = documents(&files);
        let mut builder = Builder { documents: &documents, criteria: Self::default(), problems };
        builder.vocabulary();
        let curated = builder.curated();
        builder.editions(&curated);
        let wordings = builder.wordings();
        builder.apply(&wordings);
        builder.search();
        builder.crosswalks();
        let Builder { criteria, mut problems, .. } = builder;
        problems.sort_by_cached_key(|problem| (problem.path().to_owned(), problem.span().offset(), problem.to_string()));
        ReadCriteria { criteria, problems }
    }
}

struct Builder<'f> {
    documents: &'f [(&'f SourceFile, KdlDocument)],
    criteria: Criteria,
    problems: Problems,
}

impl<'f> Builder<'f> {
    fn nodes(&self, name: &'static str) -> Vec<At<'f>> {
        let documents = self.documents;
        documents.iter().flat_map(|(file, document)| document.nodes().iter().map(move |node| At { file, node })).filter(|at| at.name() == name).collect()
    }

    fn criterion(&mut self, text: &Text<'f>, codes: &HashMap<Box<str>, NodeIndex>) -> Option<Criterion> {
        match resolve::criterion(text.value, &self.criteria.vocabulary, codes) {
            Ok(criterion) => Some(criterion),
            Err(faults) => {
                self.problems.extend(faults.into_iter().map(|fault| fault.in_file(text)));
                None
            }
        }
    }
}
