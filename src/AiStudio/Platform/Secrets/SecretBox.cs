using System.Security.Cryptography;
using System.Text;

namespace AiStudio.Platform.Secrets;

/// <summary>
/// Encrypts what is secret at rest with AES-256-GCM under the installation's master key.
/// Layout: version byte 1, 12-byte nonce, 16-byte tag, ciphertext. <c>purpose</c> is authenticated, so a secret cannot be moved to another place.
/// </summary>
internal sealed class SecretBox(byte[] masterKey)
{
    private const byte LayoutVersion = 1;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    public byte[] Seal(string secret, string purpose)
    {
        var plain = Encoding.UTF8.GetBytes(secret);
        var box = new byte[1 + NonceSize + TagSize + plain.Length];
        box[0] = LayoutVersion;
        var nonce = box.AsSpan(1, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(masterKey, TagSize);
        aes.Encrypt(nonce, plain, box.AsSpan(1 + NonceSize + TagSize), box.AsSpan(1 + NonceSize, TagSize), Encoding.UTF8.GetBytes(purpose));
        return box;
    }

    /// <summary>The secret; throws <see cref="CryptographicException"/> when the key, the purpose or a byte differs.</summary>
    public string Open(ReadOnlySpan<byte> box, string purpose)
    {
        if (box.Length < 1 + NonceSize + TagSize || box[0] != LayoutVersion)
        {
            throw new CryptographicException("Not a sealed secret.");
        }

        var plain = new byte[box.Length - 1 - NonceSize - TagSize];
        using var aes = new AesGcm(masterKey, TagSize);
        aes.Decrypt(box.Slice(1, NonceSize), box[(1 + NonceSize + TagSize)..], box.Slice(1 + NonceSize, TagSize), plain, Encoding.UTF8.GetBytes(purpose));
        return Encoding.UTF8.GetString(plain);
    }
}
