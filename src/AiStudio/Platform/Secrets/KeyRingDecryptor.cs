using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace AiStudio.Platform.Secrets;

/// <summary>Opens what <see cref="KeyRingEncryptor"/> sealed. Made by data protection from the name in the stored XML.</summary>
internal sealed class KeyRingDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) =>
        XElement.Parse(services.GetRequiredService<SecretBox>().Open(Convert.FromBase64String(encryptedElement.Value), KeyRingEncryptor.Purpose));
}
