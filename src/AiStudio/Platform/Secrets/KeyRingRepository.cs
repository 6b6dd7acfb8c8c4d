using System.Xml.Linq;
using AiStudio.Platform.Data;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace AiStudio.Platform.Secrets;

/// <summary>Keeps the data-protection keys in the database, so that a cookie of one node is good on every other and after a restart.</summary>
internal sealed class KeyRingRepository(KeyRingTable table) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() => [.. table.Read().Select(xml => XElement.Parse(xml))];

    public void StoreElement(XElement element, string friendlyName) => table.Insert(friendlyName, element.ToString(SaveOptions.DisableFormatting));
}
