//! Opening an installation: its database, its keys, its rules. What is missing is made, once.
//!
//! ```text
//! huiyin-data/            mode 0700
//!   huiyin.db             the record, with the sealed personal data
//!   huiyin.lock           names the process that owns the folder
//!   huiyin.sock           where that process takes commands, mode 0600
//!   huiyin.toml           settings; optional
//!   checkpoints.txt       every signed head of the ledger
//!   messages/             templates in place of those that ship; optional
//!   outbox/               text messages of a demonstration, mode 0600 each
//!   models/               models that suggest codes, and the register of which is in use; optional
//!   calendars/            calendar files put here are taken in by a running server; optional
//!   erasures.jsonl        who was erased: a restored copy brings nobody back
//!   attachments/          sealed files
//!   keys/vault.key        seals personal data, mode 0600: back it up apart from the database
//!   keys/ledger.key       signs the ledger's heads, mode 0600
//!   keys/cookie.key       signs visitors' cookies, mode 0600
//! ```
//!
//! On PostgreSQL there is no `huiyin.db`, and neither lock nor socket: several nodes share the folder, and commands write
//! beside them.

use std::fs::{DirBuilder, Permissions};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::clock::InnerClocks;
use domain::matter::Book;
use ledger::{Hash, SigningKey};
use office::{Office, OfficeError, Opening, Randomness, Surroundings};
use rand_core::Rng;
use store::{Access, Store};
use vault::{KeyRing, Zeroizing, secret_file};

use crate::failure::{Failure, Outcome};
use crate::settings::Settings;

/// The environment variable that may hold the vault's keys in place of the file.
pub const VAULT_KEY_VARIABLE: &str = "HUIYIN_VAULT_KEY";
/// The environment variable that may hold the ledger's signing key in place of the file.
pub const LEDGER_KEY_VARIABLE: &str = "HUIYIN_LEDGER_KEY";

/// The setting that stands in a record for as long as another is being copied into it.
pub const UNFINISHED_COPY: &str = "unfinished_copy";

/// The file of the vault's keys.
pub fn vault_key_file(data_dir: &Path) -> PathBuf {
    data_dir.join("keys").join("vault.key")
}

/// The file of the ledger's signing key.
pub fn ledger_key_file(data_dir: &Path) -> PathBuf {
    data_dir.join("keys").join("ledger.key")
}

/// Opens an installation.
pub async fn open(
    settings: &Settings,
    access: Access,
    surroundings: Arc<dyn Surroundings>,
) -> Outcome<Arc<Office>> {
    if access.creates() {
        create_folder(&settings.data_dir)?;
    }
    if access != Access::Read {
        keep_private(settings)?;
    }
    // The store comes first: it takes the lock, and nothing is made in a folder that belongs to another process.
    let store = open_store(settings, access, surroundings.as_ref()).await?;
    if store.setting(UNFINISHED_COPY).await?.is_some() {
        return Err(unfinished_copy(settings));
    }
    // A record that holds nothing yet was perhaps left by a first start that was killed before it had made the keys.
    let may_create = access.creates() && store.event_count().await? == 0;
    let (keys, signer) = load_keys(settings, may_create, Arc::clone(&surroundings))?;
    let opening = Opening {
        store,
        keys,
        signer,
        surroundings,
        book: load_book(settings)?,
        data_dir: settings.data_dir.clone(),
    };
    let office = Office::open(opening).await?;
    if access == Access::Alone || (access != Access::Read && settings.database.file().is_some()) {
        // No other process holds the keys, so that none goes on with older ones.
        let data_dir = settings.data_dir.clone();
        office.set_keep_keys(Arc::new(move |keys| keep_vault_keys(&data_dir, keys)));
    }
    if access != Access::Read {
        // The log has its name from the first moment, so that readers find one.
        if let Some(former) = office.resume_log().await.map_err(damaged_checkpoints)? {
            tracing::warn!(
                "the record holds {} sealed events and is not what the newest checkpoint attests: {} events of the log `{}`. \
                 It was restored from an older copy, or replaced. It goes on as a new log; the former checkpoints stay in `{}`",
                former.kept,
                former.size,
                former.origin,
                office::checkpoint_file(&settings.data_dir).display()
            );
        }
        let back = office.keep_erasures().await?;
        if back > 0 {
            tracing::warn!(
                "the record held {back} persons who were erased: it was restored from an older copy; they are erased again"
            );
        }
    }
    Ok(office)
}

/// Writes the file of the vault's keys anew; refuses where they come from the environment, which only its owner can change.
fn keep_vault_keys(data_dir: &Path, keys: &KeyRing) -> Result<(), String> {
    if std::env::var_os(VAULT_KEY_VARIABLE).is_some() {
        return Err(format!(
            "they are in the variable `{VAULT_KEY_VARIABLE}`: put its text into `{}` and unset it first",
            vault_key_file(data_dir).display()
        ));
    }
    keys.replace_file(&vault_key_file(data_dir)).map_err(|error| error.to_string())
}

/// Opens the record alone, for what needs no key.
pub async fn open_store(
    settings: &Settings,
    access: Access,
    surroundings: &dyn Surroundings,
) -> Outcome<Arc<dyn Store>> {
    settings.database.open(access, settings.file.algorithms.ledger, surroundings.now()).await
}

/// The key that signs the ledger of an installation that exists.
pub fn load_signer(settings: &Settings) -> Outcome<SigningKey> {
    let path = ledger_key_file(&settings.data_dir);
    let text = match std::env::var(LEDGER_KEY_VARIABLE) {
        Ok(value) => Zeroizing::new(value),
        Err(_) => secret_file::load(&path).map_err(Failure::broken)?,
    };
    read_signer(&text, &path)
}

/// The secret that visitors' cookies are signed with; made at the first serving and kept, so that a restart ends no visit.
pub fn cookie_secret(settings: &Settings, surroundings: &Arc<dyn Surroundings>) -> Outcome<[u8; 32]> {
    let path = settings.data_dir.join("keys").join("cookie.key");
    create_folder(&settings.data_dir.join("keys"))?;
    let make = || {
        let mut secret = [0; 32];
        surroundings.fill(&mut secret);
        Zeroizing::new(Hash(secret).to_string() + "\n")
    };
    let loaded = secret_file::load_or_create(&path, make).map_err(Failure::mistaken)?;
    let malformed = || {
        Failure::mistake(format!(
            "the key file `{}` is malformed: expected 64 hexadecimal digits",
            path.display()
        ))
    };
    loaded.text.trim().parse::<Hash>().map(|hash| *hash.as_bytes()).map_err(|_| malformed())
}

/// The rules: those that ship and those the settings name.
pub fn load_book(settings: &Settings) -> Outcome<Book> {
    let mut book = Book::shipped().map_err(Failure::broken)?;
    let rules = &settings.file.rules;
    for path in &rules.calendars {
        let (name, text) = read_rules(settings, path)?;
        book.calendars.load(&[(&name, &text)]).map_err(Failure::mistaken)?;
    }
    for path in &rules.regimes {
        let (name, text) = read_rules(settings, path)?;
        book.regimes.load(&[(&name, &text)]).map_err(Failure::mistaken)?;
    }
    if let Some(path) = &rules.inner_clocks {
        let (name, text) = read_rules(settings, path)?;
        book.inner = InnerClocks::read(&name, &text).map_err(Failure::mistaken)?;
    }
    for table in &rules.official_codes {
        let (name, text) = read_rules(settings, &table.file)?;
        book.codes =
            book.codes.load_official(&table.set, &table.version, &name, &text).map_err(Failure::mistaken)?;
    }
    if let Some(cents) = settings.file.payment_limit_cents {
        book.payment_limit_cents = cents;
    }
    book.payment_limits_cents.clone_from(&settings.file.payment_limits_cents);
    book.alerts = settings.file.alerts;
    if let Some((name, expected)) = book.alerts.fault() {
        return Err(Failure::mistake(format!("the setting `alerts.{name}` is out of range: {expected}")));
    }
    Ok(book)
}

fn read_rules(settings: &Settings, path: &Path) -> Outcome<(String, String)> {
    let path = settings.data_dir.join(path);
    let name = path.display().to_string();
    let text = std::fs::read_to_string(&path)
        .map_err(|error| Failure::mistake(error).context(format!("failed to read the rules `{name}`")))?;
    Ok((name, text))
}

/// The keys of an installation. Where the record holds something, a missing key is never replaced by a new one: what was sealed
/// under the lost one would be lost without a word.
fn load_keys(
    settings: &Settings,
    may_create: bool,
    surroundings: Arc<dyn Surroundings>,
) -> Outcome<(KeyRing, SigningKey)> {
    let (vault_path, ledger_path) = (vault_key_file(&settings.data_dir), ledger_key_file(&settings.data_dir));
    let mut random = Randomness(surroundings);
    let suite = settings.file.algorithms.suite();
    if may_create {
        create_folder(&settings.data_dir.join("keys"))?;
    }
    let keys = match std::env::var(VAULT_KEY_VARIABLE) {
        Ok(value) => KeyRing::from_environment(&value, suite).map_err(|error| {
            Failure::mistaken(error).context(format!("the variable `{VAULT_KEY_VARIABLE}` is malformed"))
        })?,
        Err(_) => {
            expect_key(&vault_path, may_create, VAULT_KEY_VARIABLE)?;
            KeyRing::load_or_create(&vault_path, suite, &mut random).map_err(Failure::mistaken)?
        }
    };
    let signer = match std::env::var(LEDGER_KEY_VARIABLE) {
        Ok(value) => read_signer(&Zeroizing::new(value), &ledger_path)?,
        Err(_) => {
            expect_key(&ledger_path, may_create, LEDGER_KEY_VARIABLE)?;
            let new = new_signer(&mut random)?;
            let make = || Zeroizing::new(new.to_secret_text());
            let loaded = secret_file::load_or_create(&ledger_path, make).map_err(Failure::mistaken)?;
            read_signer(&loaded.text, &ledger_path)?
        }
    };
    Ok((keys, signer))
}

/// A signing key with a name of its own, so that two installations' keys are told apart at a glance.
fn new_signer(random: &mut impl Rng) -> Outcome<SigningKey> {
    let mut seed = Zeroizing::new([0; 32]);
    random.fill_bytes(seed.as_mut_slice());
    SigningKey::from_seed(&format!("huiyin-{:08x}", random.next_u32()), &seed).map_err(Failure::broken)
}

fn read_signer(text: &str, path: &Path) -> Outcome<SigningKey> {
    let place = match std::env::var_os(LEDGER_KEY_VARIABLE) {
        Some(_) => format!("the variable `{LEDGER_KEY_VARIABLE}`"),
        None => format!("the key file `{}`", path.display()),
    };
    SigningKey::from_secret_text(text)
        .map_err(|error| Failure::mistaken(error).context(format!("{place} is malformed")))
}

fn expect_key(path: &Path, may_create: bool, variable: &str) -> Outcome {
    if may_create || path.exists() {
        return Ok(());
    }
    let message = format!("the key file `{}` is missing, and the record holds something", path.display());
    Err(Failure::mistake(message)
        .hint(format!("put the file back, or give the key in the variable `{variable}`")))
}

fn unfinished_copy(settings: &Settings) -> Failure {
    Failure::mistake(format!("a copy into `{}` was interrupted and is not whole", settings.database))
        .hint("run the same `huiyin store copy` again; it begins anew")
}

fn damaged_checkpoints(error: OfficeError) -> Failure {
    Failure::from(error).hint(
        "put the file of checkpoints back from its copy; moved aside, nobody can say any more whether the record was cut off",
    )
}

/// Takes from others what rights they have in the data folder and to the files in it, and says so.
fn keep_private(settings: &Settings) -> Outcome {
    let checkpoints = office::checkpoint_file(&settings.data_dir);
    let mut paths = vec![settings.data_dir.clone(), checkpoints, office::erasures_file(&settings.data_dir)];
    if let Some(database) = settings.database.file() {
        paths.extend(["", "-wal", "-shm"].map(|ending| {
            let mut name = database.clone().into_os_string();
            name.push(ending);
            PathBuf::from(name)
        }));
    }
    for path in paths {
        let Ok(found) = path.metadata() else { continue };
        let mode = found.permissions().mode() & 0o7777;
        if mode & 0o077 == 0 {
            continue;
        }
        let private = mode & 0o700;
        let path_shown = path.display();
        std::fs::set_permissions(&path, Permissions::from_mode(private)).map_err(|error| {
            Failure::mistake(error)
                .context(format!("others can read `{path_shown}`, and its mode cannot be changed"))
        })?;
        tracing::warn!("others could read `{path_shown}`: its mode was {mode:04o} and is {private:04o} now");
    }
    Ok(())
}

/// Makes a folder that only its owner may enter. One that exists is left as it is.
pub fn create_folder(path: &Path) -> Outcome {
    DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(|error| {
        Failure::mistake(error).context(format!("failed to make the folder `{}`", path.display()))
    })
}
