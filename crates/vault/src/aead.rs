//! The two authenticated ciphers behind one face.

use aes_gcm::aead::AeadInOut;
use aes_gcm::aead::consts::U12;
use aes_gcm::{Aes256Gcm, AesGcm, KeyInit};

use crate::suite::{Cipher, Secret};

/// GCM is defined for any block cipher of 128 bits (NIST SP 800-38D §5.1), and for SM4 by RFC 8998.
type Sm4Gcm = AesGcm<sm4::Sm4, U12>;

/// Bytes of a nonce.
pub(crate) const NONCE_LENGTH: usize = 12;
/// Bytes of an authentication tag.
pub(crate) const TAG_LENGTH: usize = 16;

/// A cipher with its key schedule made; wiped from memory when dropped.
#[derive(Clone)]
pub(crate) enum Aead {
    Aes(Box<Aes256Gcm>),
    Sm4(Box<Sm4Gcm>),
}

/// The cipher refused: too much data to seal, or data that is not what was sealed.
#[derive(Debug)]
pub(crate) struct Refused;

impl Aead {
    /// Derives a key for `purpose` from `key` and makes the cipher ready. Both ciphers may be used under one `key`:
    /// each has its own derived key.
    pub(crate) fn derive(cipher: Cipher, key: &Secret, purpose: &str, context: &[u8]) -> Self {
        let derived = cipher.hasher().expand(key, purpose, context);
        match cipher {
            Cipher::Aes256Gcm => Self::Aes(Box::new(Aes256Gcm::new((&*derived).into()))),
            Cipher::Sm4Gcm => {
                let (half, _) = derived.split_at(16);
                let mut sm4_key = aes_gcm::Key::<Sm4Gcm>::default();
                sm4_key.copy_from_slice(half);
                let aead = Self::Sm4(Box::new(Sm4Gcm::new(&sm4_key)));
                zeroize::Zeroize::zeroize(sm4_key.as_mut_slice());
                aead
            }
        }
    }

    pub(crate) const fn cipher(&self) -> Cipher {
        match self {
            Self::Aes(_) => Cipher::Aes256Gcm,
            Self::Sm4(_) => Cipher::Sm4Gcm,
        }
    }

    /// Encrypts `data` where it lies and returns the tag.
    pub(crate) fn seal(
        &self,
        nonce: &[u8; NONCE_LENGTH],
        associated: &[u8],
        data: &mut [u8],
    ) -> Result<[u8; TAG_LENGTH], Refused> {
        match self {
            Self::Aes(aead) => aead.encrypt_inout_detached(nonce.into(), associated, data.into()),
            Self::Sm4(aead) => aead.encrypt_inout_detached(nonce.into(), associated, data.into()),
        }
        .map(Into::into)
        .map_err(|_| Refused)
    }

    /// Checks the tag and decrypts `data` where it lies. On an error `data` is left encrypted.
    pub(crate) fn open(
        &self,
        nonce: &[u8; NONCE_LENGTH],
        associated: &[u8],
        data: &mut [u8],
        tag: &[u8; TAG_LENGTH],
    ) -> Result<(), Refused> {
        match self {
            Self::Aes(aead) => aead.decrypt_inout_detached(nonce.into(), associated, data.into(), tag.into()),
            Self::Sm4(aead) => aead.decrypt_inout_detached(nonce.into(), associated, data.into(), tag.into()),
        }
        .map_err(|_| Refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sm4::cipher::BlockCipherEncrypt;

    fn bytes<const N: usize>(hex: &str) -> [u8; N] {
        assert_eq!(hex.len(), 2 * N);
        std::array::from_fn(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap())
    }

    /// Test case 16 of the GCM specification (McGrew and Viega), which NIST SP 800-38D refers to.
    #[test]
    fn aes_256_gcm_gives_the_known_answer() {
        let key: [u8; 32] = bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
        let aead = Aead::Aes(Box::new(Aes256Gcm::new(&key.into())));
        let nonce = bytes("cafebabefacedbaddecaf888");
        let associated: [u8; 20] = bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        let plain: [u8; 60] = bytes(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        );
        let mut data = plain;
        let tag = aead.seal(&nonce, &associated, &mut data).unwrap();
        assert_eq!(
            data,
            bytes(
                "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
            ),
        );
        assert_eq!(tag, bytes("76fc6ece0f4e1768cddf8853bb2d551b"));
        aead.open(&nonce, &associated, &mut data, &tag).unwrap();
        assert_eq!(data, plain);
    }

    /// RFC 8998 appendix A.1.
    #[test]
    fn sm4_gcm_gives_the_known_answer() {
        let aead = Aead::Sm4(Box::new(Sm4Gcm::new(&bytes::<16>("0123456789abcdeffedcba9876543210").into())));
        let nonce = bytes("00001234567800000000abcd");
        let associated: [u8; 20] = bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        let mut data: [u8; 64] = bytes(
            "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccddddddddddddddddeeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
        );
        let tag = aead.seal(&nonce, &associated, &mut data).unwrap();
        assert_eq!(
            data,
            bytes(
                "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
            ),
        );
        assert_eq!(tag, bytes("83de3541e4c2b58177e065a9bf7b62ec"));
    }

    /// GB/T 32907 example 1.
    #[test]
    fn sm4_gives_the_known_answer() {
        let key: [u8; 16] = bytes("0123456789abcdeffedcba9876543210");
        let mut block = key.into();
        sm4::Sm4::new(&key.into()).encrypt_block(&mut block);
        assert_eq!(<[u8; 16]>::from(block), bytes("681edf34d206965e86b3e94f536e4246"));
    }
}
