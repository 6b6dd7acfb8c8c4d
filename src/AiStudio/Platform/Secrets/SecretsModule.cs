using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace AiStudio.Platform.Secrets;

internal static class SecretsModule
{
    public static void AddSecrets(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(provider => new SecretBox(ReadMasterKey(provider.GetRequiredService<IOptions<StudioOptions>>().Value)));
        builder.Services.AddDataProtection().SetApplicationName("AiStudio");
        builder.Services.AddSingleton<KeyRingRepository>();
        builder.Services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider =>
            new ConfigureOptions<KeyManagementOptions>(options =>
            {
                options.XmlRepository = provider.GetRequiredService<KeyRingRepository>();
                options.XmlEncryptor = new KeyRingEncryptor(provider.GetRequiredService<SecretBox>());
            }));
    }

    private static byte[] ReadMasterKey(StudioOptions options)
    {
        var key = Convert.FromBase64String(File.ReadAllText(options.MasterKeyFile).Trim());
        return key.Length == 32
            ? key
            : throw new InvalidOperationException("Studio:MasterKeyFile does not hold 32 bytes in base64. Make one with: openssl rand -base64 32");
    }
}
