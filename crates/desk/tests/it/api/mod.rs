//! The API through the front door. Every answer is held against the description.

mod bad_input;
mod every_operation;
mod life;
mod lists;
mod once;
mod scope;

use serde_json::{Value, json};

use crate::harness::{Program, TestDesk};

/// A complaint at the card centre.
pub fn complaint(name: &str, phone: &str) -> Value {
    json!({
        "kind": "complaint",
        "institution": "CC",
        "channel": "hotline",
        "person": { "name": name, "phone": phone },
        "subject": "分期手续费未提前告知，要求退还386.40元",
        "narrative": format!("我叫{name}，手机{phone}，10月办理分期时没有提示手续费。"),
        "request": "退还分期手续费386.40元",
    })
}

/// Receives a complaint and says its number.
pub async fn received(program: &Program) -> String {
    let told = program.post("/cases", complaint("周明远", "13812341234")).await.expect(201);
    told["number"].as_str().unwrap().to_owned()
}

/// The steps from receipt to closing.
pub fn whole_life(desk: &TestDesk) -> Value {
    let at = "2026-03-02T10:00:00+08:00";
    json!({ "steps": [
        { "step": "accept" },
        { "step": "assign", "handler": desk.user_id("handler").0 },
        { "step": "contact", "at": at, "form": "telephone", "reached": true, "note": "已联系，手机13812341234" },
        { "step": "code", "form": "full", "codes": [
            "jrt0169-channel@2018:prov:A01033", "jrt0169-business@2018:prov:B03023", "jrt0169-reason@2018:prov:C05"] },
        { "step": "decide", "at": at, "outcome": "upheld", "liability": "liable", "basis": "合同第三条", "reasons": "未提前告知",
          "remedies": ["review", "mediation", "arbitration", "litigation"] },
        { "step": "answer", "echo": { "answered": { "form": "sms", "at": at, "text": "同意退还386.40元",
          "evidence": { "words": "短信编号0001" } } } },
        { "step": "close" },
    ] })
}
