using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace AiStudio.Platform.Identity;

/// <summary>Tokens that prove an e-mail address. They live for a day; those that reset a password, for an hour.</summary>
internal sealed class ConfirmationTokens(IDataProtectionProvider protection, ILogger<ConfirmationTokens> logger)
    : DataProtectorTokenProvider<AppUser>(protection, new OptionsWrapper<DataProtectionTokenProviderOptions>(new() { Name = Name, TokenLifespan = TimeSpan.FromDays(1) }), logger)
{
    public new const string Name = "confirmation";
}
