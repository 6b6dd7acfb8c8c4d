using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace AiStudio.Platform.Secrets;

/// <summary>Seals the data-protection keys before they go into the database.</summary>
internal sealed class KeyRingEncryptor(SecretBox box) : IXmlEncryptor
{
    internal const string Purpose = "data-protection-key";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement) =>
        new(new XElement("sealed", Convert.ToBase64String(box.Seal(plaintextElement.ToString(SaveOptions.DisableFormatting), Purpose))), typeof(KeyRingDecryptor));
}
