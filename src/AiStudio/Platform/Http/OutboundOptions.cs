using System.ComponentModel.DataAnnotations;

namespace AiStudio.Platform.Http;

/// <summary>Where this installation may connect to. Section <c>Outbound</c>. Public hosts are reached over https; everything else is named here.</summary>
internal sealed class OutboundOptions : IValidatableObject
{
    public const string Section = "Outbound";

    /// <summary>
    /// What may be reached although it is private (loopback, private, carrier-grade and unique-local addresses), also over plain http:
    /// a host or address, with or without a port (<c>ollama.internal:11434</c>, <c>127.0.0.1</c>), or a network (<c>10.1.0.0/16</c>).
    /// Link-local and metadata addresses stay closed, whatever is listed. Default none.
    /// </summary>
    public IList<string> AllowPrivateAddresses { get; init; } = [];

    /// <summary>Ports of public hosts besides 443. Default none.</summary>
    public IList<int> AllowPorts { get; init; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var text in AllowPrivateAddresses.Where(text => PrivateAllowance.TryParse(text) is null))
        {
            yield return new ValidationResult($"Outbound:AllowPrivateAddresses has “{text}”, which is no host, address or network.", [nameof(AllowPrivateAddresses)]);
        }

        foreach (var port in AllowPorts.Where(port => port is < 1 or > 65_535))
        {
            yield return new ValidationResult($"Outbound:AllowPorts has {port}, which is no port.", [nameof(AllowPorts)]);
        }
    }
}
