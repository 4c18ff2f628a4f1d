//! The files that ship, built into the program.

/// The list of the sets.
pub(super) const MANIFEST: (&str, &str) = ("codes/sets.toml", include_str!("../../../../codes/sets.toml"));

/// The files it names.
pub(super) const FILES: &[(&str, &str)] = &[
    ("cfpb-issue-2011-2017.csv", include_str!("../../../../codes/cfpb-issue-2011-2017.csv")),
    ("cfpb-issue-2011.csv", include_str!("../../../../codes/cfpb-issue-2011.csv")),
    ("cfpb-issue-2017-2023.csv", include_str!("../../../../codes/cfpb-issue-2017-2023.csv")),
    ("cfpb-issue-2017.csv", include_str!("../../../../codes/cfpb-issue-2017.csv")),
    ("cfpb-issue-2023.csv", include_str!("../../../../codes/cfpb-issue-2023.csv")),
    ("cfpb-product-2011-2017.csv", include_str!("../../../../codes/cfpb-product-2011-2017.csv")),
    ("cfpb-product-2011.csv", include_str!("../../../../codes/cfpb-product-2011.csv")),
    ("cfpb-product-2017-2023.csv", include_str!("../../../../codes/cfpb-product-2017-2023.csv")),
    ("cfpb-product-2017.csv", include_str!("../../../../codes/cfpb-product-2017.csv")),
    ("cfpb-product-2023.csv", include_str!("../../../../codes/cfpb-product-2023.csv")),
    ("cfpb-product-issue-2011.csv", include_str!("../../../../codes/cfpb-product-issue-2011.csv")),
    ("cfpb-product-issue-2017.csv", include_str!("../../../../codes/cfpb-product-issue-2017.csv")),
    ("cfpb-product-issue-2023.csv", include_str!("../../../../codes/cfpb-product-issue-2023.csv")),
    ("cfpb-public-response-2015.csv", include_str!("../../../../codes/cfpb-public-response-2015.csv")),
    ("cfpb-response-2011.csv", include_str!("../../../../codes/cfpb-response-2011.csv")),
    ("cfpb-submitted-via-2011.csv", include_str!("../../../../codes/cfpb-submitted-via-2011.csv")),
    ("cfpb-tag-2011.csv", include_str!("../../../../codes/cfpb-tag-2011.csv")),
    ("cn-consumer-right-2022.csv", include_str!("../../../../codes/cn-consumer-right-2022.csv")),
    ("cn-demand-1.csv", include_str!("../../../../codes/cn-demand-1.csv")),
    ("cn-grade-1.csv", include_str!("../../../../codes/cn-grade-1.csv")),
    ("cn-major-ground-2020.csv", include_str!("../../../../codes/cn-major-ground-2020.csv")),
    ("cn-sensitivity-1.csv", include_str!("../../../../codes/cn-sensitivity-1.csv")),
    ("cn-source-1.csv", include_str!("../../../../codes/cn-source-1.csv")),
    ("cn-urgency-1.csv", include_str!("../../../../codes/cn-urgency-1.csv")),
    ("credit-annotation-2.csv", include_str!("../../../../codes/credit-annotation-2.csv")),
    ("credit-correction-2.csv", include_str!("../../../../codes/credit-correction-2.csv")),
    ("credit-location-enterprise-2.csv", include_str!("../../../../codes/credit-location-enterprise-2.csv")),
    ("credit-location-person-2.csv", include_str!("../../../../codes/credit-location-person-2.csv")),
    ("credit-verification-2.csv", include_str!("../../../../codes/credit-verification-2.csv")),
    ("jrt0169-business-2018.csv", include_str!("../../../../codes/jrt0169-business-2018.csv")),
    ("jrt0169-channel-2018.csv", include_str!("../../../../codes/jrt0169-channel-2018.csv")),
    ("jrt0169-reason-2018.csv", include_str!("../../../../codes/jrt0169-reason-2018.csv")),
    ("uk-fca-cause-2016.csv", include_str!("../../../../codes/uk-fca-cause-2016.csv")),
    ("uk-fca-product-2016.csv", include_str!("../../../../codes/uk-fca-product-2016.csv")),
];
